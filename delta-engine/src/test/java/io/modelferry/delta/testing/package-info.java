/** What the tests build with: models of a few tensors, and deltas that no generator would write. */
@NullMarked
package io.modelferry.delta.testing;

import org.jspecify.annotations.NullMarked;
