@NullMarked
package io.modelferry.delta.explain;

import org.jspecify.annotations.NullMarked;
