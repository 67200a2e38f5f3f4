package io.modelferry.optimizer.calibrate;

import io.modelferry.optimizer.graph.NamedLayer;
import java.util.List;

/**
 * What a model's first output loses when one layer is quantised and all others are in float.
 *
 * @param decibels signal over noise, all cases together: 20 dB is a tenth of the amplitude; infinite if nothing changed
 * @param cosine between the outputs of all cases, end to end
 */
public record LayerLoss(String node, String operator, double decibels, double cosine) {

    static LayerLoss of(NamedLayer layer, List<double[]> expected, List<double[]> actual) {
        var signal = 0.0;
        var noise = 0.0;
        var dot = 0.0;
        var power = 0.0;
        for (int i = 0; i < expected.size(); i++) {
            for (int k = 0; k < expected.get(i).length; k++) {
                var was = expected.get(i)[k];
                var is = actual.get(i)[k];
                signal += was * was;
                noise += (is - was) * (is - was);
                dot += was * is;
                power += is * is;
            }
        }
        var cosine = signal == 0 && power == 0 ? 1 : dot / Math.sqrt(signal * power);
        return new LayerLoss(layer.node(), layer.operator(), decibels(signal, noise), cosine);
    }

    /** What is no number is the worst of all. */
    private static double decibels(double signal, double noise) {
        if (noise == 0) {
            return Double.POSITIVE_INFINITY;
        }
        var ratio = 10 * Math.log10(signal / noise);
        return Double.isNaN(ratio) ? Double.NEGATIVE_INFINITY : ratio;
    }
}
