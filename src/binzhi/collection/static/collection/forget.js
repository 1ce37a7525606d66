// Signing in or out: the device forgets who is in the house and the page of the one before. Entries that wait stay.
"use strict";
if (window.indexedDB) indexedDB.deleteDatabase("binzhi-house");
if (window.caches) caches.delete("binzhi-floor-page");
