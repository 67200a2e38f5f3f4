@NullMarked
package io.modelferry.delta.apply;

import org.jspecify.annotations.NullMarked;
