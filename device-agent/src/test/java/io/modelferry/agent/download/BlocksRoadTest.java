package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.LoopLink;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Link.Message;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.blocks.Block;
import io.modelferry.protocol.blocks.BlockRequest;
import io.modelferry.protocol.report.FailureCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BlocksRoadTest {

    private static final int BLOCK = 1000;
    private static final byte[] FILE = new byte[25_500];

    static {
        new Random(5).nextBytes(FILE);
    }

    @TempDir
    Path folder;

    private final LoopLink link = new LoopLink();
    private final BlocksRoad road = new BlocksRoad(link, BLOCK, Duration.ofMillis(20), Ticks.REAL);

    private PartialFile partial() {
        return new PartialFile(AgentFs.REAL, folder.resolve("a.part"), FakeControlPlane.digestOf(FILE), FILE.length);
    }

    private byte[] bring() throws Exception {
        try (var arrival = Arrival.open(partial(), Ticks.REAL)) {
            road.bring(arrival, Purse.BOTTOMLESS, new Cancellation());
            arrival.prove();
        }
        return Files.readAllBytes(partial().path());
    }

    private static Message answer(Message question) {
        var request = ProtocolJson.read(question.payload(), BlockRequest.class);
        var from = (int) request.offset();
        var to = Math.min(FILE.length, from + request.lengthBytes());
        var block = new Block(Block.Status.HERE, from, FILE.length, Arrays.copyOfRange(FILE, from, to));
        return new Message(Channel.BLOCKS_DATA, block.encode(), question.correlation());
    }

    @Test
    void bringsAFileBlockByBlock() throws Exception {
        link.connect();
        link.answerWith(question -> link.deliver(answer(question)));

        assertThat(bring()).isEqualTo(FILE);
        assertThat(link.sent(Channel.BLOCKS_GET)).hasSize(26);
    }

    @Test
    void survivesLossDoublesAndDisorder() throws Exception {
        var weather = new Random(3);
        var late = new ArrayList<Message>();
        link.connect();
        link.answerWith(question -> {
            if (weather.nextInt(4) == 0) {
                return;
            }
            late.add(answer(question));
            if (weather.nextInt(4) == 0) {
                late.add(answer(question));
            }
            Collections.shuffle(late, weather);
            while (late.size() > 2 || (!late.isEmpty() && weather.nextBoolean())) {
                link.deliver(late.removeLast());
            }
        });

        assertThat(bring()).isEqualTo(FILE);
    }

    @Test
    void keepsAFewBlocksInFlightAndNoMore() throws Exception {
        var waiting = new ArrayList<Message>();
        var most = new int[1];
        link.connect();
        link.answerWith(question -> {
            waiting.add(question);
            most[0] = Math.max(most[0], waiting.size());
            var offset =
                    ProtocolJson.read(question.payload(), BlockRequest.class).offset();
            if (offset == 0 || offset > 16 * BLOCK || waiting.size() == 8) {
                waiting.forEach(one -> link.deliver(answer(one)));
                waiting.clear();
            }
        });

        assertThat(bring()).isEqualTo(FILE);
        assertThat(most[0]).isEqualTo(BlockWindow.AHEAD);
    }

    @Test
    void takesUpWhereItStopped() throws Exception {
        try (var arrival = Arrival.open(partial(), Ticks.REAL)) {
            arrival.append(FILE, 20_000);
        }
        link.connect();
        link.answerWith(question -> link.deliver(answer(question)));

        assertThat(bring()).isEqualTo(FILE);
        assertThat(link.sent(Channel.BLOCKS_GET)).hasSize(6);
    }

    @Test
    void bringsMetadata() throws Exception {
        link.connect();
        link.answerWith(question -> {
            assertThat(ProtocolJson.read(question.payload(), BlockRequest.class).resource())
                    .isEqualTo("metadata:timestamp.json");
            link.deliver(answer(question));
        });

        assertThat(road.metadata("timestamp.json", FILE.length, new Cancellation()))
                .contains(FILE);
        assertThatThrownBy(() -> road.metadata("timestamp.json", FILE.length - 1, new Cancellation()))
                .hasMessageContaining("more than");
    }

    @Test
    void tellsMetadataThatAreNotThereFromALineThatIsDown() throws Exception {
        link.connect();
        link.answerWith(question -> link.deliver(new Message(
                Channel.BLOCKS_DATA,
                Block.refused(Block.Status.NO_SUCH_RESOURCE).encode(),
                question.correlation())));

        assertThat(road.metadata("2.root.json", 1000, new Cancellation())).isEmpty();
        link.disconnect();
        assertThatThrownBy(() -> road.metadata("2.root.json", 1000, new Cancellation()))
                .isInstanceOf(UpdateFailure.class);
    }

    @Test
    void failsWhenTheLineGoesDown() {
        link.connect();
        link.answerWith(question -> link.disconnect());

        assertThatThrownBy(this::bring)
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.NETWORK));
    }

    @Test
    void givesUpAfterLongSilence() {
        link.connect();

        assertThatThrownBy(this::bring)
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TIMEOUT));
    }

    @Test
    void failsWhenTheServerRefuses() {
        link.connect();
        link.answerWith(question -> link.deliver(new Message(
                Channel.BLOCKS_DATA, Block.refused(Block.Status.NOT_YOURS).encode(), question.correlation())));

        assertThatThrownBy(this::bring)
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.NETWORK));
    }

    @Test
    void ignoresAnswersThatNobodyAskedFor() throws Exception {
        link.connect();
        link.answerWith(question -> {
            var honest = answer(question);
            for (var correlation : List.of(new byte[0], new byte[16], new byte[3])) {
                link.deliver(new Message(Channel.BLOCKS_DATA, honest.payload(), correlation));
            }
            link.deliver(new Message(Channel.BLOCKS_DATA, new byte[] {1, 2, 3}, question.correlation()));
            link.deliver(honest);
        });

        assertThat(bring()).isEqualTo(FILE);
    }

    private static Message answer(Message question, byte[] bytes, long total) {
        var from = ProtocolJson.read(question.payload(), BlockRequest.class).offset();
        return new Message(
                Channel.BLOCKS_DATA, new Block(Block.Status.HERE, from, total, bytes).encode(), question.correlation());
    }

    private void assertFails(FailureCode code, String detail) {
        assertThatThrownBy(this::bring)
                .hasMessageContaining(detail)
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void takesUpAtTheLastCheckpointThatAgreesAfterAPowerCut() throws Exception {
        try (var arrival = Arrival.open(partial(), Ticks.REAL)) {
            arrival.append(FILE, 20_000);
        }
        Files.write(partial().path(), Arrays.copyOf(FILE, 12_000)); // what the disk kept
        link.connect();
        link.answerWith(question -> link.deliver(answer(question)));

        assertThat(bring()).isEqualTo(FILE);
        assertThat(link.sent(Channel.BLOCKS_GET)).hasSize(26);
    }

    @Test
    void failsWhenTheServersFileHasAnotherLength() {
        link.connect();
        link.answerWith(question -> link.deliver(answer(question, new byte[BLOCK], BLOCK)));

        assertFails(FailureCode.NETWORK, "ends after 1000 bytes, not 25500");
    }

    @Test
    void failsWhenTheLengthChangesOnTheWay() {
        link.connect();
        link.answerWith(question -> link.deliver(answer(
                question,
                new byte[BLOCK],
                FILE.length
                        + ProtocolJson.read(question.payload(), BlockRequest.class)
                                .offset())));

        assertFails(FailureCode.NETWORK, "a resource of");
    }

    @Test
    void failsWhenTheServerPutsItOffForEver() {
        link.connect();
        link.answerWith(question -> link.deliver(new Message(
                Channel.BLOCKS_DATA, Block.refused(Block.Status.TRY_LATER).encode(), question.correlation())));

        assertFails(FailureCode.TIMEOUT, "no block came");
    }

    @Test
    void aFloodOfBlocksThatNobodyAskedForIsNoAnswer() {
        link.connect();
        link.answerWith(question -> {
            for (var i = 0; i < 10; i++) {
                var stray = new Block(Block.Status.HERE, 77, FILE.length, new byte[10]);
                link.deliver(new Message(Channel.BLOCKS_DATA, stray.encode(), question.correlation()));
            }
        });

        assertFails(FailureCode.TIMEOUT, "no block came");
    }

    @Test
    void patienceIsMeasuredInTicksAndDoublesWithEachSilence() {
        var looks = new AtomicLong();
        Ticks fiveSecondsEachLook = () -> looks.incrementAndGet() * 5_000_000_000L;
        var patient = new BlocksRoad(link, BLOCK, Duration.ofSeconds(20), fiveSecondsEachLook);
        link.connect();

        assertThatThrownBy(() -> {
                    try (var arrival = Arrival.open(partial(), Ticks.REAL)) {
                        patient.bring(arrival, Purse.BOTTOMLESS, new Cancellation());
                    }
                })
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TIMEOUT));

        assertThat(looks.get() * 5).isBetween((1 + 2 + 4 + 8 + 16 + 32) * 20L, (1 + 2 + 4 + 8 + 16 + 32) * 20L + 200);
        assertThat(link.sent(Channel.BLOCKS_GET)).hasSize(6);
    }

    @Test
    void aCancelledTransferEndsSoonThoughItIsPatient() {
        var cancellation = new Cancellation();
        var patient = new BlocksRoad(link, BLOCK, Duration.ofHours(1), Ticks.REAL);
        link.connect();
        link.answerWith(question -> cancellation.request());

        assertThatThrownBy(() -> patient.metadata("timestamp.json", 1000, cancellation))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INTERRUPTED));
    }
}
