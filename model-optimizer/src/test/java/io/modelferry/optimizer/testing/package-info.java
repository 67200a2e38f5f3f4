/** Small models and files for tests. */
@NullMarked
package io.modelferry.optimizer.testing;

import org.jspecify.annotations.NullMarked;
