package io.modelferry.control.targeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.control.platform.Refusal;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A filter that cannot stand is refused with the field, the place and what there is instead. */
final class BadFilterTest {

    private static final SqlTargets TARGETS = new Fleet().targets();

    @ParameterizedTest(name = "{0} → {1} at {2}")
    @CsvSource(delimiter = '|', textBlock = """
            colour==red                       | colour               | 1  | is no field. There is: agent, class, enrolledAt, id, lab, lastSeen, online, site, tag, tz, attr.NAME
            site==a;colour==red               | colour               | 9  | is no field
            site=='x;y==z';colour==red        | colour               | 16 | is no field
            (site==a, tag==b);colour==red     | colour               | 19 | is no field
            attr.==x                          | attr.                | 1  | has no name of the form
            running.nobody==1                 | running.nobody       | 1  | names no model. There is: meter-reader
            running.meter-reader==9           | running.meter-reader | 1  | has no version '9'. There is: 3, 2, 1
            running.meter-reader=gt=1         | running.meter-reader | 1  | is not compared with =gt=. There is: ==, !=, =in=, =out=
            site=gt=a                         | site                 | 1  | is not compared with =gt=
            lab=in=(true)                     | lab                  | 1  | is not compared with =in=. There is: ==, !=
            lab==perhaps                      | lab                  | 1  | is true or false, not 'perhaps'
            id==a;lastSeen=gt=yesterday       | lastSeen             | 7  | is a moment, not 'yesterday'
            lastSeen==2026-11-01              | lastSeen             | 1  | is not compared with ==
            lastSeen=lt=-P999999999D          | lastSeen             | 1  | is a moment
            fact.cores==many                  | fact.cores           | 1  | is a number here, not 'many'
            fact.cpu=gt=avx                   | fact.cpu             | 1  | is not compared with =gt=
            attr.rack=gt=top                  | attr.rack            | 1  | is a number here, not 'top'
            agent=gt=new                      | agent                | 1  | is a release such as 1.29.0 here, not 'new'
            site=like=a                       | filter               | 5  | there is no operator =like=. There is: ==
            site                              | filter               | 5  | the filter ends too early
            site==                            | site                 | 1  | is compared with nothing
            lab==true;site==(a,b)             | site                 | 11 | is compared with one value by ==
            (site==a                          | filter               | 9  | the filter ends too early
            site==a)                          | filter               | 8  | cannot stand here
            site==a;;tag==b                   | filter               | 9  | cannot stand here
            site=='a                          | filter               | 9  | the filter ends too early
            """)
    void isRefusedInWords(String filter, String field, int position, String words) {
        var refusal = refusal(filter);

        assertThat(refusal.code()).isEqualTo("bad-filter");
        assertThat(refusal.status().value()).isEqualTo(422);
        assertThat(refusal.detail())
                .startsWith("At position " + position + ": ")
                .contains(words);
        assertThat(refusal.facts()).containsEntry("field", field).containsEntry("position", position);
    }

    @Test
    void isRefusedWhenItIsTooLongTooDeepOrTooWide() {
        var name = "a".repeat(FilterText.LONGEST);
        assertThat(refusal("site==" + name).detail()).startsWith("At position 4001: a filter has at most");
        assertThat(refusal("(".repeat(1_990) + "site==a" + ")".repeat(1_990)).detail())
                .isEqualTo("At position 11: braces are at most 10 deep.");
        assertThat(refusal(String.join(",", Collections.nCopies(65, "lab==true")))
                        .detail())
                .startsWith("At position 641: a filter has at most 64 comparisons.");
        assertThat(TARGETS.count("(".repeat(10) + "site=='((((((((((((a'" + ")".repeat(10)))
                .isZero();
    }

    private static Refusal refusal(String filter) {
        return catchThrowableOfType(Refusal.class, () -> TARGETS.compile(filter));
    }
}
