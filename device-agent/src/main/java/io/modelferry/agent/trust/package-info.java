/**
 * Every decision about whom to believe: goals, the signed list of versions, the floor. Reads no file, opens no connection,
 * keeps no state: what was trusted before is handed in, what is trusted now is handed back.
 * <p>Start reading at {@link io.modelferry.agent.trust.TrustedGoals}.
 */
@NullMarked
package io.modelferry.agent.trust;

import org.jspecify.annotations.NullMarked;
