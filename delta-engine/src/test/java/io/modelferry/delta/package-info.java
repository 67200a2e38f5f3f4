@NullMarked
package io.modelferry.delta;

import org.jspecify.annotations.NullMarked;
