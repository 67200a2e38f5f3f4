package io.modelferry.delta.testing;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.generate.DeltaGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model, its next version and the delta between them, in a folder. */
public record TwoVersions(Path folder, Path base, Path target, Path patch) {

    /** Sections of each kind: unchanged, of several chunks, pruned, in other types, with long stretches of graph between. */
    public static TwoVersions in(Path folder) throws IOException {
        var two = new TwoVersions(folder, folder.resolve("base"), folder.resolve("target"), folder.resolve("patch"));
        var wide = TinyOnnx.weights(1, 600_000);
        var kept = TinyOnnx.weights(2, 1_000);
        var pruned = TinyOnnx.weights(3, 4_000);
        var codes = TinyOnnx.codes(4, 300_001);
        Files.write(two.base, model("first", wide, kept, pruned, codes, Changes.noise(6, 90_000)));
        Files.write(
                two.target,
                model(
                        "second",
                        TinyOnnx.fineTuned(wide, 5, 1e-3),
                        kept,
                        Planted.pruned(pruned, 1, true),
                        Changes.few(ElementType.INT8, 300_001).to(),
                        Changes.noise(7, 70_000)));
        new DeltaGenerator(2).generate(two.base, two.target, two.patch);
        return two;
    }

    private static byte[] model(String name, byte[] wide, byte[] kept, byte[] pruned, byte[] codes, byte[] document) {
        return new TinyOnnx()
                .initializer("kept", ElementType.FLOAT, kept, kept.length / 4)
                .initializer("wide", ElementType.FLOAT, wide, 600, wide.length / 2_400)
                .node(new Protobuf().text(2, name).bytes(6, document))
                .initializer("pruned", ElementType.FLOAT, pruned, pruned.length / 4)
                .node(new Protobuf().text(2, name + " end").text(4, "MatMul"))
                .initializer("codes", ElementType.INT8, codes, codes.length)
                .toByteArray();
    }
}
