@NullMarked
package io.modelferry.delta.onnx;

import org.jspecify.annotations.NullMarked;
