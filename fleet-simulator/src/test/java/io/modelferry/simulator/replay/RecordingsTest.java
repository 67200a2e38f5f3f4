package io.modelferry.simulator.replay;

import static io.modelferry.simulator.testing.DemoModels.METER_READER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.ModelHost.Candidate;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.simulator.testing.DemoModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingsTest {

    private FieldStream stream;
    private Recordings recordings;

    @BeforeEach
    void open() throws Exception {
        stream = FieldStream.read(DemoModels.stream());
        recordings = new Recordings(stream);
    }

    /** The figures of demo/models/README.md, column "field". */
    @ParameterizedTest(name = "meter-reader {0} is right in {1} of the field")
    @CsvSource({"1, 0.8177", "2, 0.9043", "3, 0.7970"})
    void writesDownWhatTheModelReallyAnswers(int version, double accuracy) throws Exception {
        var recording = recordings.of(METER_READER, slot(version), DemoModels.model(version));

        var right = IntStream.range(0, stream.cases())
                .filter(i -> recording.predictions(i).getFirst().label() == stream.label(i))
                .count();
        assertThat((double) right / stream.cases()).isCloseTo(accuracy, within(0.002));
        assertThat(IntStream.range(0, stream.cases()).filter(recording::failed)).isEmpty();
        assertThat(IntStream.range(0, stream.cases()).mapToLong(recording::latencyMicros))
                .allMatch(micros -> micros >= 0)
                .anyMatch(micros -> micros > 0);
    }

    @Test
    void recordsAFileOnceHoweverManyDevicesServeIt() throws Exception {
        var first = recordings.of(METER_READER, slot(1), DemoModels.model(1));

        assertThat(recordings.of(METER_READER, slot(1), DemoModels.model(1))).isSameAs(first);
    }

    @Test
    void probesWithARealSessionOnceAndTellsEverybodyTheSame() {
        var acceptance = DemoModels.bytes(DemoModels.acceptance());
        var impossible = new Acceptance(DemoModels.digest(acceptance), acceptance.length, 1.1);
        var candidate = new Candidate(
                METER_READER,
                new SignedModel(METER_READER, slot(1).version(), "fp32", slot(1).digest(), 1, 1, 0, 17, impossible),
                new Cancellation());
        var opened = new AtomicInteger();

        for (var device = 0; device < 3; device++) {
            assertThatThrownBy(() -> recordings.probe(candidate, digest -> {
                        opened.incrementAndGet();
                        return digest.equals(impossible.digest()) ? DemoModels.acceptance() : DemoModels.model(1);
                    }))
                    .isInstanceOfSatisfying(
                            UpdateFailure.class,
                            failure -> assertThat(failure.code()).isEqualTo(FailureCode.ACCEPTANCE_FAILED));
        }
        assertThat(opened).as("model and acceptance set, one device's").hasValue(2);
    }

    @Test
    void saysThatAFileDoesNotLoad(@TempDir Path folder) throws Exception {
        var noise = Files.writeString(folder.resolve("noise.onnx"), "not a model");

        assertThatThrownBy(() -> recordings.of(METER_READER, slot(1), noise))
                .isInstanceOfSatisfying(
                        UpdateFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.LOAD_FAILED));
    }

    private static Slot slot(int version) {
        var digest = DemoModels.digest(DemoModels.bytes(DemoModels.model(version)));
        return new Slot(digest, new VersionName(String.valueOf(version)), "fp32");
    }
}
