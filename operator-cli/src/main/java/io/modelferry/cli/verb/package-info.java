/**
 * The verbs that talk to a control plane, one class for each noun.
 * <p>In: options. Out: what the server answered, as a table for people or as the server's own JSON.
 * <p>Start reading at {@link io.modelferry.cli.verb.Connection}, then {@link io.modelferry.cli.verb.PublishCommand}. Must not speak HTTP
 * themselves.
 */
@NullMarked
package io.modelferry.cli.verb;

import org.jspecify.annotations.NullMarked;
