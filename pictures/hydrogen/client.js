// SPDX-License-Identifier: AGPL-3.0-or-later
// Hydrogen, as small as its SDK allows: one page, one account, the homeserver from the address.
import {
  FeatureSet, Platform, RootView, RootViewModel, createNavigation, createRouter,
} from "hydrogen-view-sdk";

const assetPaths = {
  downloadSandbox: "assets/download-sandbox.html",
  worker: "assets/main.js",
  serviceWorker: "sw.js",
  olm: { wasm: "olm.wasm", legacyBundle: "olm_legacy.js", wasmBundle: "olm.js" },
};

async function open(container) {
  const config = { defaultHomeServer: new URLSearchParams(location.search).get("homeserver") };
  const platform = new Platform({ container, assetPaths, config, options: { development: true } });
  const navigation = createNavigation();
  platform.setNavigation(navigation);
  await platform.init();
  const urlRouter = createRouter({ navigation, history: platform.history });
  urlRouter.attach();
  const features = await FeatureSet.load(platform.settingsStorage);
  const model = new RootViewModel({ platform, urlRouter, navigation, features });
  await model.load();
  container.appendChild(new RootView(model).mount());
}

open(document.querySelector("#client"));
