package io.modelferry.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/**
 * One constant for each wall. {@link HouseRulesTest} holds them against the real code, {@link PlantedViolationsTest} against a
 * violation planted for each, so that a rule which cannot fail is found out.
 */
final class HouseRules {

    /** One door for each vendor: who may import what. */
    static final ArchRule PAHO_HAS_ITS_DOORS =
            door("org.eclipse.paho..", "..agent.mqtt..", "..control.delivery.internal..");

    static final ArchRule HIVEMQ_HAS_ITS_DOOR = door("com.hivemq..", "..simulator.mqtt..");

    static final ArchRule ONNX_RUNTIME_HAS_ITS_DOORS =
            door("ai.onnxruntime..", "..agent.inference..", "..optimizer..", "..control.optimisation.internal..");

    static final ArchRule COMPRESSORS_HAVE_THEIR_DOOR =
            door(new String[] {"com.github.luben.zstd..", "io.sigpipe.."}, "..delta.codec..");

    static final ArchRule ARTEMIS_HAS_ITS_DOOR = door("org.apache.activemq.artemis..", "..control.delivery.internal..");

    static final ArchRule RSQL_HAS_ITS_DOOR = door("cz.jirutka.rsql..", "..control.targeting..");

    /** What patches on a device must not drag in what plans on a server. */
    static final ArchRule APPLY_NEVER_SEES_GENERATE = noClasses()
            .that()
            .resideInAPackage("..delta.apply..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..delta.generate..");

    static final ArchRule THE_DELTA_ENGINE_KNOWS_NONE_OF_OURS = noClasses()
            .that()
            .resideInAPackage("..modelferry..delta..")
            .and(are(notInTheControlPlane()))
            .should()
            .dependOnClassesThat(ourOtherModules());

    static final ArchRule THE_STATISTICS_KNOW_NUMBERS_ONLY = classes()
            .that()
            .resideInAPackage("..modelferry..statistics..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.apache.commons.numbers..",
                    "org.apache.commons.statistics..",
                    "org.jspecify..",
                    "..statistics..");

    /** A device counts; it does not judge. */
    static final ArchRule JUDGING_HAS_ITS_DOORS = door(
            "io.modelferry.statistics..", "..modelferry.statistics..", "..modelferry.control..", "..modelferry.cli..");

    static final ArchRule THE_PROTOCOL_KNOWS_NO_FRAMEWORK = classes()
            .that()
            .resideInAPackage("..modelferry..protocol..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "tools.jackson..",
                    "com.fasterxml.jackson.annotation..",
                    "org.jspecify..",
                    "..protocol..");

    static final ArchRule ONLY_THE_CONTROL_PLANE_KNOWS_SPRING = noClasses()
            .that()
            .resideOutsideOfPackage("..modelferry..control..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "jakarta..");

    static final ArchRule UPDATE_LIFE_KNOWS_NO_WIRE_AND_NO_RUNTIME = noClasses()
            .that()
            .resideInAPackage("..agent.update..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..agent.mqtt..", "..agent.inference..", "..agent.serving..", "java.net.http..");

    /** Time is handed in as an {@code InstantSource}; only the outermost classes may read the machine's clock. */
    static final ArchRule TIME_IS_HANDED_IN = noClasses()
            .that(areNotMains())
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");

    static final ArchRule RANDOMNESS_IS_HANDED_IN = noClasses()
            .that(areNotMains())
            .should()
            .callConstructor(Random.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callConstructor(SecureRandom.class);

    static final ArchRule EXIT_IS_HANDED_IN = noClasses()
            .that(areNotMains())
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    /** docs/adr/0018: in JDK 25 a virtual thread that loads a class can make a process stand still for ever. */
    static final ArchRule THREADS_ARE_THE_SYSTEMS = noClasses()
            .should()
            .callMethod(Thread.class, "ofVirtual")
            .orShould()
            .callMethod(Thread.class, "startVirtualThread", Runnable.class)
            .orShould()
            .callMethod(Executors.class, "newVirtualThreadPerTaskExecutor")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("VirtualThreadExecutor");

    static final ArchRule NO_FIELD_INJECTION = noFields()
            .should()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .orShould()
            .beAnnotatedWith("jakarta.inject.Inject")
            .orShould()
            .beAnnotatedWith("jakarta.annotation.Resource");

    /** An association is a promise between two rows; two rooms exchange ids. */
    static final ArchRule NO_ASSOCIATION_ACROSS_ROOMS =
            fields().that(areAssociations()).should(pointIntoTheirOwnPackage());

    static final ArchRule EVERY_PACKAGE_HAS_ITS_SIGN = classes().should(liveInAMarkedPackage());

    static final ArchRule NAMES_SAY_WHAT_THINGS_ARE =
            noClasses().should().haveNameMatching(".*(Impl|Helper|Helpers|Util|Utils|Manager|Info)$");

    private HouseRules() {}

    static ArchRule packagesHaveNoCycles(String root) {
        return SlicesRuleDefinition.slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    private static ArchRule door(String vendor, String... doors) {
        return door(new String[] {vendor}, doors);
    }

    private static ArchRule door(String[] vendors, String... doors) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(doors)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(vendors)
                .because("a vendor has one door: " + String.join(", ", doors));
    }

    private static DescribedPredicate<JavaClass> notInTheControlPlane() {
        return DescribedPredicate.describe(
                "outside the control plane",
                type -> !type.getPackageName().contains(".control")
                        && !type.getPackageName().contains(".cli"));
    }

    private static DescribedPredicate<JavaClass> ourOtherModules() {
        return resideInAnyPackage("io.modelferry..")
                .and(DescribedPredicate.describe(
                        "outside the delta engine",
                        type -> !type.getPackageName().contains(".delta")));
    }

    private static DescribedPredicate<JavaClass> areNotMains() {
        return DescribedPredicate.describe(
                "are not an application's main class",
                type -> outermost(type).getMethods().stream()
                        .noneMatch(method -> method.getName().equals("main")
                                && method.getRawReturnType().getName().equals("void")));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(HouseRules::outermost).orElse(type);
    }

    private static DescribedPredicate<JavaField> areAssociations() {
        var associations = Pattern.compile("jakarta\\.persistence\\.(ManyToOne|OneToMany|OneToOne|ManyToMany)");
        return DescribedPredicate.describe(
                "are JPA associations",
                field -> field.getAnnotations().stream()
                        .anyMatch(a ->
                                associations.matcher(a.getRawType().getName()).matches()));
    }

    private static ArchCondition<JavaField> pointIntoTheirOwnPackage() {
        return new ArchCondition<>("point into their own package") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                var here = field.getOwner().getPackageName();
                field.getType().getAllInvolvedRawTypes().stream()
                        .filter(type -> type.getPackageName().startsWith("io.modelferry"))
                        .filter(type -> !type.getPackageName().equals(here))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                field, field.getFullName() + " is associated with " + type.getName())));
            }
        };
    }

    private static ArchCondition<JavaClass> liveInAMarkedPackage() {
        return new ArchCondition<>("live in a package whose package-info is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                var marked = type.getPackage().tryGetPackageInfo().isPresent()
                        && type.getPackage().isAnnotatedWith(NullMarked.class);
                if (!marked && !isGenerated(type)) {
                    events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " has no @NullMarked sign"));
                }
            }
        };
    }

    private static boolean isGenerated(JavaClass type) {
        return Arrays.stream(type.getPackageName().split("\\.")).anyMatch(part -> part.equals("schema"));
    }
}
