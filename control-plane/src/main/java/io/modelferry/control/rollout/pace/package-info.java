/**
 * The arithmetic of a rollout's pace: how many devices now, how many bytes, until when, and whether again.
 * <p>In: what a plan says, small states that live in rows, and the moment. Out: what may be given, or when to ask again.
 * <p>Start reading at {@link io.modelferry.control.rollout.pace.TokenBucket}. Must not know clocks, rows or devices.
 */
@NullMarked
package io.modelferry.control.rollout.pace;

import org.jspecify.annotations.NullMarked;
