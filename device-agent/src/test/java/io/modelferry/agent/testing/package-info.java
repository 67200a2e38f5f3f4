/** A small world for the agent's tests: a control plane, a disk, a clock and models that behave as told. */
@NullMarked
package io.modelferry.agent.testing;

import org.jspecify.annotations.NullMarked;
