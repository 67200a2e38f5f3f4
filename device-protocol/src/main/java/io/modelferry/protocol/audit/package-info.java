/**
 * The audit chain: what an entry is, how each is tied to the one before, and how somebody who trusts neither the server nor its
 * database finds out whether entries were changed or removed.
 * <p>Here and not in the control plane, because the command line verifies an export by itself. Devices have nothing to do with it.
 * <p>Start reading at {@link io.modelferry.protocol.audit.AuditRecord}, then {@link io.modelferry.protocol.audit.AuditVerifier}.
 */
@NullMarked
package io.modelferry.protocol.audit;

import org.jspecify.annotations.NullMarked;
