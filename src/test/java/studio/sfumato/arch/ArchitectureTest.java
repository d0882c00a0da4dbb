package studio.sfumato.arch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.sampler.Sampler;

/// The boundaries that keep the program easy to change; docs/architecture.md tells the story behind them.
@AnalyzeClasses(packages = "studio.sfumato", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "studio.sfumato.";

    @ArchTest
    static final ArchRule layersPointDownwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("app")
            .definedBy(ROOT + "app..")
            .layer("cli")
            .definedBy(ROOT + "cli..")
            .layer("ui")
            .definedBy(ROOT + "ui..")
            .layer("job")
            .definedBy(ROOT + "job..")
            .layer("library")
            .definedBy(ROOT + "library..")
            .layer("canvas")
            .definedBy(ROOT + "canvas..")
            .layer("settings")
            .definedBy(ROOT + "settings..")
            .layer("download")
            .definedBy(ROOT + "download..")
            .layer("diffusion")
            .definedBy(ROOT + "diffusion..")
            .layer("parts")
            .definedBy(ROOT + "net..", ROOT + "runtime..", ROOT + "prompt..", ROOT + "image..")
            .layer("base")
            .definedBy(ROOT + "graph..", ROOT + "weights..", ROOT + "tensor..", ROOT + "error..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("cli")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("ui")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("job")
            .mayOnlyBeAccessedByLayers("app", "cli", "ui")
            .whereLayer("library")
            .mayOnlyBeAccessedByLayers("app", "cli", "ui")
            .whereLayer("canvas")
            .mayOnlyBeAccessedByLayers("app", "cli", "ui")
            .whereLayer("settings")
            .mayOnlyBeAccessedByLayers("app", "cli", "ui")
            .whereLayer("download")
            .mayOnlyBeAccessedByLayers("app", "cli", "ui")
            .whereLayer("diffusion")
            .mayOnlyBeAccessedByLayers("app", "cli", "ui", "job")
            .whereLayer("parts")
            .mayOnlyBeAccessedByLayers("app", "cli", "ui", "job", "library", "canvas", "settings", "diffusion")
            .because("a change to the window or the command line must not be able to break the engine");

    @ArchTest
    static final ArchRule featuresHaveNoCycles = slices().matching(ROOT + "(*)..")
            .should()
            .beFreeOfCycles()
            .because("packages in a cycle can only be understood, tested and changed together");

    @ArchTest
    static final ArchRule onlyTheRuntimeKnowsOnnxRuntime = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..")
            .because("native handles must be closed where they are made");

    @ArchTest
    static final ArchRule theEngineTouchesNoFiles = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "net..", ROOT + "graph..", ROOT + "tensor..", ROOT + "diffusion..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.nio\\.file\\.Files|java\\.nio\\.channels\\.FileChannel"
                    + "|java\\.io\\.(File|RandomAccessFile|FileReader|FileWriter|File(In|Out)putStream)")
            .because("graphs and samplers are pure: the same input gives the same output, anywhere");

    @ArchTest
    static final ArchRule jsonIsReadAndWrittenInFewPlaces = noClasses()
            .that()
            .resideOutsideOfPackages(
                    ROOT + "settings..",
                    ROOT + "library..",
                    ROOT + "canvas..",
                    ROOT + "download..",
                    ROOT + "job..",
                    ROOT + "weights..",
                    ROOT + "prompt..",
                    ROOT + "image.metadata..",
                    ROOT + "cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..")
            .because("outside data is checked and turned into records where it enters");

    @ArchTest
    static final ArchRule onlyDownloadsContactAnybody = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "download..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.net\\.(http\\..*|(Http)?URLConnection)")
            .because("nobody is contacted unless somebody asked for a download");

    @ArchTest
    static final ArchRule onlyImageKnowsAwt = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "image..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.awt..", "javax.swing..", "javax.imageio..")
            .because("the rest of the program works with plain pixels and starts without a graphics toolkit");

    @ArchTest
    static final ArchRule onlyTheWindowKnowsJavaFx = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "ui..", ROOT + "app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javafx..")
            .because("the engine and the command line run where there is no display");

    @ArchTest
    static final ArchRule viewModelsNeedNoToolkit = noClasses()
            .that()
            .resideInAPackage(ROOT + "ui..")
            .and()
            .haveSimpleNameEndingWith("Model")
            .should()
            .dependOnClassesThat(resideInAPackage("javafx..")
                    .and(not(resideInAnyPackage("javafx.beans..", "javafx.collections..", "javafx.util.."))))
            .because("what the window does is tested without opening one");

    @ArchTest
    static final ArchRule onlyFxThreadLeadsToTheWindow = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + "ui.common.FxThread")
            .should()
            .accessTargetWhere(isCalled("runLater"))
            .because("tests put another thread in its place, and nothing can wait for the window by accident");

    @ArchTest
    static final ArchRule stylesAreInStylesheets = noClasses()
            .should()
            .accessTargetWhere(isCalled("setStyle"))
            .because("a colour in code is dark in the light look");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "cli..", ROOT + "app..")
            .should(ACCESS_STANDARD_STREAMS)
            .because("a window has no terminal; use a logger, an event or an exception");

    @ArchTest
    static final ArchRule oneLogger = noClasses()
            .should(USE_JAVA_UTIL_LOGGING)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("org.slf4j.simple..")
            .because("SLF4J is the interface; what is behind it is a matter of configuration");

    @ArchTest
    static final ArchRule samplersAreRecords = classes()
            .that()
            .implement(Sampler.class)
            .should()
            .beRecords()
            .because("a sampler is one pure loop; its history lives in local variables");

    @ArchTest
    static final ArchRule eventsAreRecords = classes()
            .that()
            .implement(GenerationEvent.class)
            .should()
            .beRecords()
            .because("an event is data, read on another thread");

    @ArchTest
    static final ArchRule staticFieldsAreFinal =
            fields().that().areStatic().should().beFinal().because("hidden global state makes two runs differ");

    @ArchTest
    static final ArchRule nobodyCatchesEverything = codeUnits()
            .should(notCatch(Exception.class))
            .because("catching everything also hides what nobody thought of");

    @ArchTest
    static final ArchRule onlyTheInferenceThreadOutlivesMistakes = codeUnits()
            .that()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackage(ROOT + "job..")
            .should(notCatch(RuntimeException.class))
            .because("a mistake in the program must end the job, be logged and be reported, in one place");

    @ArchTest
    static final ArchRule packagesAreNullMarked =
            classes().should(resideInNullMarkedPackage()).because("NullAway only looks at packages that say so");

    private static DescribedPredicate<JavaAccess<?>> isCalled(String name) {
        return DescribedPredicate.describe(
                "it is called " + name, access -> access.getTarget().getName().equals(name));
    }

    private static ArchCondition<JavaClass> resideInNullMarkedPackage() {
        return new ArchCondition<>("reside in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        type, marked, type.getPackageName() + " (" + type.getSimpleName() + ")"));
            }
        };
    }

    private static ArchCondition<JavaCodeUnit> notCatch(Class<? extends Exception> refused) {
        return new ArchCondition<>("not catch " + refused.getSimpleName()) {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                unit.getTryCatchBlocks()
                        .forEach(block -> block.getCaughtThrowables()
                                .forEach(caught -> events.add(new SimpleConditionEvent(
                                        unit,
                                        !caught.isEquivalentTo(refused),
                                        block.getSourceCodeLocation() + " catches " + caught.getSimpleName()))));
            }
        };
    }
}
