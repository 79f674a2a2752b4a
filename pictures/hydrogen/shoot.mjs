// SPDX-License-Identifier: AGPL-3.0-or-later
// node shoot.mjs PAGE HOMESERVER USER PASSWORD ROOM FROM OUT: log in, open a room, take its
// picture from the message that holds the words FROM.
import { chromium } from "playwright-core";

const [, , page, homeserver, user, password, room, from, out] = process.argv;
const LIMIT = { timeout: 20000 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run"],
});
try {
  const tab = await browser.newPage({ viewport: { width: 1180, height: 1250 }, deviceScaleFactor: 1.5 });
  await tab.goto(`${page}?homeserver=${encodeURIComponent(homeserver)}`);
  await tab.waitForSelector("input[name=homeserver], #homeserver", LIMIT);
  await tab.fill("input[name=homeserver], #homeserver", homeserver);
  await tab.waitForSelector("#username", LIMIT);
  await tab.fill("#username", user);
  await tab.fill("#password", password);
  await tab.click("button[type=submit]");
  await tab.waitForSelector(".RoomList li", LIMIT).catch(async (error) => {
    await tab.screenshot({ path: out });  // what stood in the way
    console.log(await tab.innerText("body"));
    throw error;
  });
  await tab.locator(".RoomList li", { hasText: room }).first().click(LIMIT);
  await tab.waitForSelector(".Timeline_message", LIMIT);
  await tab.waitForSelector(".Timeline_messageReactions button", LIMIT);
  // The timeline is settled once its text no longer changes between two looks.
  let before = "";
  for (let look = 0; look < 40; look += 1) {
    const now = await tab.locator(".Timeline").innerText();
    if (now === before) break;
    before = now;
    await tab.waitForTimeout(500);
  }
  const first = tab.locator(".Timeline_message", { hasText: from }).first();
  for (let look = 0; look < 40 && !(await first.count()); look += 1) {
    await tab.evaluate(() => { document.querySelector(".Timeline_scroller").scrollTop = 0; });
    await tab.waitForTimeout(250);
  }
  await first.evaluate((message) => {
    message.scrollIntoView({ block: "start" });
    document.querySelector(".Timeline_scroller").scrollTop -= 64;  // below the floating date
  });
  await tab.waitForTimeout(500);
  await tab.screenshot({ path: out });
  console.log(before);
} finally {
  await browser.close();
}
