/**
 * The console with invented rooms behind it, so that its pages can be looked at and tested without a fleet.
 * <p>Start reading at {@link io.modelferry.gallery.Gallery}. Lies beside the control plane's packages so that its scan never finds it.
 */
@NullMarked
package io.modelferry.gallery;

import org.jspecify.annotations.NullMarked;
