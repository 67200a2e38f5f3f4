// Each module looks after one thing and finds its own elements, also those that arrive later.
import './safety.js';
import './live.js';
import './times.js';
import './switches.js';
import './dialogs.js';
import './publish.js';
import './variants.js';
import './devices.js';
import './charts.js';
import './field.js';
