package io.modelferry.cli.bench.agent;

import io.modelferry.agent.rehearsal.LayeredModel;
import io.modelferry.agent.rehearsal.LoopbackClient;
import io.modelferry.agent.rehearsal.RehearsalPlane;
import io.modelferry.agent.rehearsal.RehearsalPlane.Published;
import io.modelferry.cli.bench.WorkFolder;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.protocol.goal.DeltaOffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Two versions of a model, published, and the deltas between them.
 *
 * @param fileOne the first, on this machine
 * @param body of a request to either
 */
record BenchedModels(Published one, Published two, DeltaOffer forward, DeltaOffer back, Path fileOne, String body) {

    static BenchedModels publish(LayeredModel first, LayeredModel second, RehearsalPlane plane, WorkFolder work)
            throws IOException {
        var one = first.bytes();
        var two = second.bytes();
        var fileOne = Files.write(work.file("one.onnx"), one);
        var fileTwo = Files.write(work.file("two.onnx"), two);
        var publishedOne = plane.publish(one);
        var publishedTwo = plane.publish(two);
        return new BenchedModels(
                publishedOne,
                publishedTwo,
                plane.offer(publishedOne, delta(fileOne, fileTwo, work.file("forward.patch"))),
                plane.offer(publishedTwo, delta(fileTwo, fileOne, work.file("back.patch"))),
                fileOne,
                LoopbackClient.body(first.inputs()));
    }

    private static byte[] delta(Path base, Path target, Path patch) throws IOException {
        new DeltaGenerator().generate(base, target, patch);
        return Files.readAllBytes(patch);
    }
}
