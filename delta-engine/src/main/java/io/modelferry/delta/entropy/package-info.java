/**
 * Entropy coding: symbols under static tables (range asymmetric numeral systems), and raw bits beside them. Knows no tensor and no file.
 * <p>Start reading at {@link io.modelferry.delta.entropy.FrequencyTable}, then {@link io.modelferry.delta.entropy.RansEncoder}.
 */
@NullMarked
package io.modelferry.delta.entropy;

import org.jspecify.annotations.NullMarked;
