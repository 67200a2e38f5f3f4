package io.modelferry.control.security;

import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.testing.RunningHouse;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who answers for what comes with a token, in a real database and over the real door. */
final class PersonsTest {

    private final RunningHouse house = RunningHouse.shared();
    private final Persons persons = house.bean(Persons.class);

    private String token(String by, String name, String role) {
        var body = "{\"name\":\"%s\",\"roles\":[\"%s\"],\"ttl\":\"PT1H\"}".formatted(name, role);
        return json(house.api("POST", "/api-tokens", by, body)).path("token").asString();
    }

    @Test
    void aPersonIsThemselves() {
        assertThat(persons.behind("ann")).containsExactly("ann");
        assertThat(persons.behind("oidc:ann")).containsExactly("oidc:ann");
    }

    @Test
    void behindTheTokenOfTheMachineIsItsAdministrator() {
        assertThat(persons.behind("token:local")).containsExactly("admin");
    }

    @Test
    void behindATokenThatATokenMadeIsTheSamePerson() {
        var first = token(house.adminToken(), "persons-one", "ADMIN");
        token(first, "persons-two", "APPROVER");

        assertThat(persons.behind("token:persons-two")).isEqualTo(persons.behind("token:persons-one"));
        assertThat(persons.behind("token:persons-two")).doesNotContain("token:persons-one");
    }

    @Test
    void aTokenThatIsRevokedStillHasItsPerson() {
        var secret = token(house.adminToken(), "persons-gone", "OPERATOR");
        var before = persons.behind("token:persons-gone");

        house.api("DELETE", "/api-tokens/" + secret.split("_")[1], house.adminToken(), "");

        assertThat(persons.behind("token:persons-gone")).isEqualTo(before).isNotEqualTo(Set.of("token:persons-gone"));
    }

    @Test
    void behindANameThatTwoPeopleGaveAreBoth() {
        house.bean(ApiTokens.class).issue("persons-shared", Set.of(Role.APPROVER), null, "ann");
        house.bean(ApiTokens.class).issue("persons-shared", Set.of(Role.APPROVER), null, "ben");

        assertThat(persons.behind("token:persons-shared")).containsExactlyInAnyOrder("ann", "ben");
        assertThatThrownBy(() -> OtherEyes.require(persons, "ann", "made this plan", "token:persons-shared"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("four-eyes"));
    }
}
