/**
 * The words that control plane and device share: identifiers, topics, and one sub-package for each thing that travels.
 * <p>Knows the JDK and a JSON library, no framework; both sides depend on it and it depends on neither.
 * <p>Start reading at {@link io.modelferry.protocol.Topics}, then
 * {@link io.modelferry.protocol.goal.DesiredState} (down) and {@link io.modelferry.protocol.report.Reported} (up).
 */
@NullMarked
package io.modelferry.protocol;

import org.jspecify.annotations.NullMarked;
