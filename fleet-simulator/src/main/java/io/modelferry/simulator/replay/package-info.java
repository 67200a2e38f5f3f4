/**
 * What the devices' cameras see and what their models say. The first device that serves a file has a real session run the whole
 * labelled field stream once; every device then replays its own seeded walk through those recorded answers.
 * <p>Start reading at {@link io.modelferry.simulator.replay.Recordings}, then
 * {@link io.modelferry.simulator.replay.ReplayHost}.
 */
@NullMarked
package io.modelferry.simulator.replay;

import org.jspecify.annotations.NullMarked;
