/**
 * The demo: a utility company reads meters with cameras, and a bad model comes back by itself.
 * <p>In: the built applications and {@code demo/models}. Out: a told story, each step an assertion, and a summary measured in that run.
 * <p>Start reading at {@link io.modelferry.cli.demo.Story}. Must not trigger a transition that the engine would not take by itself, and
 * knows the applications only as processes.
 */
@NullMarked
package io.modelferry.cli.demo;

import org.jspecify.annotations.NullMarked;
