package io.modelferry.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

final class BenchPictureTest {

    private static final Duration TENTH = Duration.ofMillis(100);

    @Test
    void barsAreAsLongAsWhatIsSent() throws Exception {
        var picture = parsed(BenchPicture.of(List.of(pair("a", "fp32 & more <1>", 250_000, 500_000))));

        var bars = bars(picture);
        assertThat(bars).hasSize(2);
        assertThat(bars.get(1)).isEqualTo(2 * bars.get(0));
        assertThat(picture.getDocumentElement().getTextContent())
                .contains("fp32 & more <1>", "25.0 %", "50.0 %  zstd", "best of zstd");
    }

    @Test
    void leavesOutWhatHasNoPeer() throws Exception {
        var alone = new PairResult(corpusPair("b", "alone"), 1_000_000, 1_000_000, ours(10), Map.of());

        var picture = parsed(BenchPicture.of(List.of(pair("a", "kind", 1, 2), alone)));

        assertThat(bars(picture)).hasSize(2);
        assertThat(picture.getDocumentElement().getTextContent()).doesNotContain("alone");
    }

    private static List<Double> bars(Document picture) {
        var lengths = new ArrayList<Double>();
        var all = picture.getElementsByTagName("rect");
        for (int i = 0; i < all.getLength(); i++) {
            var bar = (Element) all.item(i);
            if (bar.getAttribute("height").equals("13")) {
                lengths.add(Double.valueOf(bar.getAttribute("width")));
            }
        }
        return lengths;
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static PairResult pair(String name, String kind, long ours, long zstd) {
        return new PairResult(
                corpusPair(name, kind),
                1_000_000,
                1_000_000,
                ours(ours),
                Map.of("zstd", new PeerOutcome.Measured(zstd, TENTH, false)));
    }

    private static CorpusPair corpusPair(String name, String kind) {
        return new CorpusPair(name, kind, true, "", Path.of("old"), Path.of("new"));
    }

    private static OurOutcome ours(long bytes) {
        var lean = new OurOutcome.Lean("16m", true, 64_000_000);
        return new OurOutcome.Measured(bytes, TENTH, TENTH, lean, lean);
    }
}
