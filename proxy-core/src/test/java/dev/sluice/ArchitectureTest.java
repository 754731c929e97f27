package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows between packages and modules, as the architecture draws them. */
@NullMarked
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sluice");

    /** From left to right: each may import what stands to its right. Packages of one line do not know each other. */
    private static final List<List<String>> LAYERS = List.of(
            List.of("launch"),
            List.of("listen", "connect", "observe", "docker"),
            List.of("http1", "http2"),
            List.of("exchange"),
            List.of("route"),
            List.of("policy", "cache", "upstream", "tls"),
            List.of("http", "worker"));

    @TestFactory
    List<DynamicTest> noPackageImportsWhatStandsToItsLeftOrBesideIt() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int layer = 0; layer < LAYERS.size(); layer++) {
            for (String name : LAYERS.get(layer)) {
                List<String> forbidden = new ArrayList<>(LAYERS.get(layer));
                LAYERS.subList(0, layer).forEach(forbidden::addAll);
                forbidden.remove(name);
                if (!forbidden.isEmpty()) {
                    tests.add(DynamicTest.dynamicTest(name, () -> mayNotImport(name, forbidden)));
                }
            }
        }
        return tests;
    }

    private static void mayNotImport(String name, List<String> forbidden) {
        String[] packages = forbidden.stream().map(ArchitectureTest::packageOf).toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(packageOf(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void everyPackageHasItsPlace() {
        List<String> known = LAYERS.stream().flatMap(List::stream).toList();
        assertThat(CLASSES.stream()
                        .map(each -> each.getPackageName().replaceFirst("^dev\\.sluice\\.?", ""))
                        .filter(name -> !name.equals("config") && !name.startsWith("acme") && !name.startsWith("base"))
                        .distinct())
                .isSubsetOf(known);
    }

    @Test
    void observingKnowsExchangesButNoProtocol() {
        noClasses()
                .that(resideInAPackage(packageOf("observe")))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packageOf("listen"), packageOf("http1"), packageOf("http2")))
                .check(CLASSES);
    }

    @Test
    void onlyTheLauncherKnowsAcme() {
        noClasses()
                .that(not(resideInAnyPackage(packageOf("launch"), packageOf("acme"))))
                .should()
                .dependOnClassesThat(resideInAPackage(packageOf("acme")))
                .check(CLASSES);
    }

    @Test
    void acmeKnowsTheConfigurationAndTheBaseOnly() {
        noClasses()
                .that(resideInAPackage(packageOf("acme")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.sluice..", "io.netty..")
                        .and(not(resideInAnyPackage(packageOf("acme"), packageOf("config"), packageOf("base")))))
                .check(CLASSES);
    }

    @Test
    void onlyTheLauncherKnowsDocker() {
        noClasses()
                .that(not(resideInAnyPackage(packageOf("launch"), packageOf("docker"))))
                .should()
                .dependOnClassesThat(resideInAPackage(packageOf("docker")))
                .check(CLASSES);
    }

    @Test
    void dockerKnowsTheConfigurationAndTheBaseOnly() {
        noClasses()
                .that(resideInAPackage(packageOf("docker")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.sluice..", "io.netty..")
                        .and(not(resideInAnyPackage(packageOf("docker"), packageOf("config"), packageOf("base")))))
                .check(CLASSES);
    }

    @Test
    void theConfigurationKnowsTheBaseOnly() {
        noClasses()
                .that(resideInAPackage(packageOf("config")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.sluice..", "io.netty..")
                        .and(not(resideInAnyPackage(packageOf("config"), packageOf("base")))))
                .check(CLASSES);
    }

    @Test
    void theBaseKnowsNobodyAndNoLibrary() {
        noClasses()
                .that(resideInAPackage(packageOf("base")))
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(packageOf("base"), "java..", "javax..", "org.jspecify..")))
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.sluice.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    private static String packageOf(String name) {
        return "dev.sluice." + name + "..";
    }
}
