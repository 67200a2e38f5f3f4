/**
 * What the elements of a section are expected to be, given the base: each way in one file, with how it is found, how it is stored, and how it is
 * carried out. A prediction may be wrong; what is stored beside it makes up for that.
 * <p>Start reading at {@link io.modelferry.delta.predict.Prediction}, then {@link io.modelferry.delta.predict.Scaled}.
 */
@NullMarked
package io.modelferry.delta.predict;

import org.jspecify.annotations.NullMarked;
