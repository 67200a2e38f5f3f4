@NullMarked
package io.modelferry.delta.entropy;

import org.jspecify.annotations.NullMarked;
