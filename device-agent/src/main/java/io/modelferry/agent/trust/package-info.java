/**
 * Every decision about whom to believe: goals, signed targets, the floor. Reads no file, opens no connection,
 * keeps no state: what was trusted before is handed in, what is trusted now is handed back.
 * <p>Start reading at {@link io.modelferry.agent.trust.TrustedGoals}. That the targets are proven is {@code tuf}'s doing.
 */
@NullMarked
package io.modelferry.agent.trust;

import org.jspecify.annotations.NullMarked;
