/**
 * The control plane: one deployable, one package for each room. The picture of the rooms is in docs/house.md.
 * <p>Start reading at {@link io.modelferry.control.ControlPlane}.
 */
@NullMarked
package io.modelferry.control;

import org.jspecify.annotations.NullMarked;
