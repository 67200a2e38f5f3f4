@NullMarked
package io.modelferry.delta.predict;

import org.jspecify.annotations.NullMarked;
