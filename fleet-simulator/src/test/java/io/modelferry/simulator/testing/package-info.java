/** A world for virtual devices: a server in memory, a clock that is moved, and the demo's models. */
@NullMarked
package io.modelferry.simulator.testing;

import org.jspecify.annotations.NullMarked;
