@NullMarked
package io.modelferry.delta.generate;

import org.jspecify.annotations.NullMarked;
