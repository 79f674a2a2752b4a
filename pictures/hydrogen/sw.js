// SPDX-License-Identifier: AGPL-3.0-or-later
// The client asks its service worker to keep other tabs away; there are none, so: done.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.source.postMessage({ replyTo: event.data.id }));
