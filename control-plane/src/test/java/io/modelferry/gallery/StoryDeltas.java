package io.modelferry.gallery;

import static io.modelferry.gallery.Story.file;

import io.modelferry.control.delta.Deltas;
import io.modelferry.protocol.ArtifactDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** A delta from each version to the next, for both variants. */
@Component
public class StoryDeltas implements Deltas {

    @Override
    public List<DeltaView> to(ArtifactDigest target) {
        return all().filter(delta -> delta.target().equals(target)).toList();
    }

    @Override
    public Optional<DeltaView> between(ArtifactDigest base, ArtifactDigest target) {
        return to(target).stream().filter(delta -> delta.base().equals(base)).findFirst();
    }

    @Override
    public Optional<DeltaView> byDigest(ArtifactDigest digest) {
        return all().filter(delta -> delta.delta().equals(digest)).findFirst();
    }

    @Override
    public boolean settled(ArtifactDigest target) {
        return true;
    }

    @Override
    public List<TensorDelta> tensors(ArtifactDigest delta) {
        return List.of(
                new TensorDelta("features.0.weight", "FLOAT", "same", 4_608, 0, "byte for byte the same"),
                new TensorDelta("features.3.weight", "FLOAT", "xor-planes", 73_728, 31_204, "smallest of 3 tried"),
                new TensorDelta("classifier.1.weight", "FLOAT", "xor-planes", 163_840, 60_410, "smallest of 3 tried"),
                new TensorDelta(Story.HOSTILE, "FLOAT", "literal", 40, 40, "too small to gain"));
    }

    private static Stream<DeltaView> all() {
        return Stream.of("fp32", "int8-dynamic")
                .flatMap(variant -> Stream.of(2, 3).map(number -> delta(number, variant)));
    }

    private static DeltaView delta(int number, String variant) {
        var whole = variant.equals("fp32") ? StoryVersions.FP32_BYTES : StoryVariants.INT8_BYTES;
        return new DeltaView(
                file(number - 1, variant),
                file(number, variant),
                Story.digest("delta " + number + variant),
                whole * 35 / 100,
                whole,
                Duration.ofMillis(840),
                Duration.ofMillis(61));
    }
}
