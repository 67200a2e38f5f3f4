package io.modelferry.optimizer.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelferry.optimizer.profile.Profile.NodeCost;
import io.modelferry.optimizer.profile.Treemap.Group;
import io.modelferry.optimizer.profile.Treemap.Tile;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class TreemapTest {

    private static final String HOSTILE = "</text><script>alert(1)</script>\u0007\"&";

    @Test
    void cutsARectangleInProportionAndNearToSquares() {
        var weights = new double[] {6, 6, 4, 3, 2, 2, 1};

        var parts = new Box(0, 0, 600, 400).cut(weights);

        for (int i = 0; i < weights.length; i++) {
            var part = parts.get(i);
            assertThat(part.width() * part.height()).isCloseTo(weights[i] * 10_000, within(1e-6));
            assertThat(part.x() + part.width()).isLessThanOrEqualTo(600 + 1e-9);
            assertThat(part.y() + part.height()).isLessThanOrEqualTo(400 + 1e-9);
            assertThat(Math.max(part.width() / part.height(), part.height() / part.width()))
                    .as("the example of the paper, figure 4, has none worse")
                    .isLessThan(2.8);
        }
    }

    @Test
    void groupsTimeByOperatorAndWeightsByLayer() {
        var profile = new Profile(
                10,
                List.of(
                        node("/encoder/layer.0/MatMul", "MatMul", 60, 4000),
                        node("/encoder/layer.1/MatMul", "MatMul", 30, 4000),
                        node("/head/Gemm", "Gemm", 10, 2000),
                        node("/head/Softmax", "Softmax", 0, 0)));

        var time = Treemap.timeByOperator(profile);
        var weights = Treemap.weightsByLayer(profile);

        assertThat(time.groups()).extracting(Group::name).containsExactly("MatMul", "Gemm");
        assertThat(weights.groups())
                .extracting(Group::name)
                .containsExactlyInAnyOrder("encoder/layer.0", "encoder/layer.1", "head");
        assertThat(time.groups().getFirst().tiles().getFirst().detail()).isEqualTo("60.0 %");
        assertThat(time.groups().getFirst().tiles().getFirst().words())
                .contains("/encoder/layer.0/MatMul", "60.0 µs", "4.00 kB of weights", "waits for");
    }

    @Test
    void whatIsTooSmallToSeeStandsTogether() {
        var nodes = new ArrayList<NodeCost>();
        nodes.add(node("large", "MatMul", 10_000, 1));
        IntStream.range(0, 5_000).forEach(i -> nodes.add(node("small" + i, "Add", 1, 1)));

        var tiles = Treemap.timeByOperator(new Profile(1, nodes)).groups().stream()
                .flatMap(group -> group.tiles().stream())
                .toList();

        assertThat(tiles).extracting(Tile::title).containsExactly("large", "5000 more");
    }

    @Test
    void aShortenedProfileLosesNoTimeAndKeepsWhatIsLargeEitherWay() {
        var nodes = new ArrayList<NodeCost>();
        IntStream.range(0, 100).forEach(i -> nodes.add(node("n" + i, "Add", 10, 0)));
        nodes.add(node("table", "Gather", 0.1, 1_000_000));
        var profile = new Profile(1, nodes);

        var kept = profile.shortened(5);

        assertThat(kept.nodes()).hasSize(5).extracting(NodeCost::node).contains("table", "97 others");
        assertThat(kept.totalMicros()).isCloseTo(profile.totalMicros(), within(1e-6));
        assertThat(kept.parameterBytes()).isEqualTo(profile.parameterBytes());
    }

    @Test
    void thePictureIsWellFormedWhateverNodesAreCalled() throws Exception {
        var profile = new Profile(1, List.of(node(HOSTILE, HOSTILE, 60, 4000), node("b", "Add", 60, 4000)));
        var picture = new ProfilePicture(profile, HOSTILE);

        var svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(picture.svg())));

        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.getElementsByTagName("title").getLength()).isEqualTo(4);
        assertThat(picture.html())
                .doesNotContain("<script")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;?&quot;&amp;", "default-src 'none'");
    }

    @Test
    void nothingToShowIsSaid() {
        assertThat(new ProfilePicture(new Profile(1, List.of()), "empty").svg()).contains("nothing to show");
    }

    private static NodeCost node(String name, String operator, double micros, long bytes) {
        return new NodeCost(name, operator, micros, bytes, bytes + 100, 1000);
    }
}
