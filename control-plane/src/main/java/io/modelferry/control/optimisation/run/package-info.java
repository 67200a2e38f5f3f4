/**
 * Runs as rows, and the jobs of a run as child processes whose progress and end are written there.
 * <p>Start reading at {@link io.modelferry.control.optimisation.run.RunRows}, then {@link io.modelferry.control.optimisation.run.RunJobs}. Must not know what a run is for.
 */
@NullMarked
package io.modelferry.control.optimisation.run;

import org.jspecify.annotations.NullMarked;
