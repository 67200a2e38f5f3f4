@NullMarked
package io.modelferry.delta.format;

import org.jspecify.annotations.NullMarked;
