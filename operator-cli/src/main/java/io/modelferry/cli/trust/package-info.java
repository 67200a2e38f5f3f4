/**
 * {@code ferry keys} and {@code ferry sign}: the keys of root and targets, which people hold, and what is signed with them. What the
 * server asks for is judged here first: it may be in a thief's hands.
 * <p>Start reading at {@link io.modelferry.cli.trust.SignCommand}.
 */
@NullMarked
package io.modelferry.cli.trust;

import org.jspecify.annotations.NullMarked;
