/**
 * {@code ferry bench agent}: what the packaged agent takes on this machine, beside the targets, and whether it survives being killed.
 * <p>In: a package of the agent. Out: a table or JSON. The control plane is the rehearsal's, in this process, on loopback over TLS.
 * <p>Start reading at {@link io.modelferry.cli.bench.agent.AgentBench}, then {@link io.modelferry.cli.bench.agent.KillBench}.
 */
@NullMarked
package io.modelferry.cli.bench.agent;

import org.jspecify.annotations.NullMarked;
