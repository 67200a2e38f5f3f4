/**
 * Runs that make no variant and find something out: the profile of a published file, a student beside its teacher.
 * <p>Answers {@code Studies}. Start reading at {@link io.modelferry.control.optimisation.study.StudyMaking}. Must not know variants.
 */
@NullMarked
package io.modelferry.control.optimisation.study;

import org.jspecify.annotations.NullMarked;
