// The shell: navigation, menus, dialogs, keys, times and toasts. Pages bring small modules of their own.
import { startKeys } from "./shell/keys.js";
import { startTimes } from "./shell/times.js";
import { startToasts } from "./shell/toasts.js";
import { startTheme } from "./shell/theme.js";
import { startNavigation } from "./shell/navigation.js";
import { startDialogs } from "./shell/dialogs.js";
import { startCopying } from "./shell/copy.js";

startTheme();
startTimes();
startNavigation();
startDialogs();
startToasts();
startCopying();
startKeys();
document.querySelector("[data-focus]")?.focus();
