@NullMarked
package io.modelferry.delta.codec;

import org.jspecify.annotations.NullMarked;
