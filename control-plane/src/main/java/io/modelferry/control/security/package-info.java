/**
 * Who may do what, and who did: the fleet's CA, signing keys, operators, roles, API tokens, the audit trail.
 * <p>Knows no other room but the ground. Start reading at {@link io.modelferry.control.security.AuditTrail}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform"})
package io.modelferry.control.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
