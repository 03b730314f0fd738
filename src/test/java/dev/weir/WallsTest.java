package dev.weir;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.weir.access.Decision;
import dev.weir.resource.ResourceKind;
import dev.weir.streams.OverTheWall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The walls of ARCHITECTURE.md: floors look down only, and packages form no circle. */
class WallsTest {
  private static final String ROOT = "dev.weir";

  /** Packages of which each room stands on a floor of its own. */
  private static final Set<String> ROOFS = Set.of("platform", "server");

  private static final Path SOURCES = Path.of("src/main/java/dev/weir");

  private static final int MOST_FILES = 30;

  private static final Pattern FLOOR =
      Pattern.compile("^\\| (\\d+) \\| ([^|]+) \\|", Pattern.MULTILINE);

  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  /** The packages of each floor, as the table of ARCHITECTURE.md has them. */
  private static final Map<String, Integer> FLOORS = floors();

  private static final Set<String> UNBOUNDED =
      Set.of(
          "shortValue",
          "intValue",
          "longValue",
          "bigIntegerValue",
          "asShort",
          "asInt",
          "asLong",
          "asBigInteger",
          "asFloat",
          "asDouble",
          "asDecimal");

  private static final Set<String> MAKE_KINDS = Set.of("namespaced", "clusterWide");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** All that knows the cluster around it through its host alone. */
  private static final String[] STREAMS_HALF = {
    ROOT + ".image..",
    ROOT + ".imagestream..",
    ROOT + ".streams..",
    ROOT + ".importing..",
    ROOT + ".imageapi..",
    ROOT + ".window..",
    ROOT + ".registry..",
    ROOT + ".trigger.."
  };

  private static final String PLATFORMS_HALF = ROOT + ".platform..";

  private static final ArchRule STREAMS_KNOW_NO_PLATFORM =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAnyPackage(STREAMS_HALF)
          .or()
          .resideInAPackage(ROOT + ".host..")
          .should()
          .transitivelyDependOnClassesThat()
          .resideInAPackage(PLATFORMS_HALF);

  private static final ArchRule IMPORTS_LOOK_DOWN =
      ArchRuleDefinition.classes()
          .should(
              new ArchCondition<JavaClass>("import only lower floors") {
                @Override
                public void check(JavaClass from, ConditionEvents events) {
                  for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                    JavaClass to = dependency.getTargetClass();
                    if (to.getPackageName().startsWith(ROOT) && !allowed(from, to)) {
                      events.add(violated(dependency, dependency.getDescription()));
                    }
                  }
                }
              });

  @Test
  void everyPackageStandsOnAFloor() {
    Set<String> packages =
        CLASSES.stream()
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .map(WallsTest::packageOf)
            .collect(Collectors.toUnmodifiableSet());
    assertThat(FLOORS.keySet()).containsExactlyInAnyOrderElementsOf(packages);
  }

  @Test
  void importsOnlyLookDown() {
    IMPORTS_LOOK_DOWN.check(CLASSES);
  }

  @Test
  void theStreamsHalfKnowsTheClusterThroughItsHostOnly() {
    STREAMS_KNOW_NO_PLATFORM.check(CLASSES);
  }

  @Test
  void thePlatformsHalfKnowsNothingOfTheStreams() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage(PLATFORMS_HALF)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(STREAMS_HALF)
        .check(CLASSES);
  }

  @Test
  void streamsInAClusterOfFakesAreComposedWithoutThePlatform() {
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(PLATFORMS_HALF, ROOT + ".server..", ROOT + ".lookup..")
        .check(new ClassFileImporter().importPackages(ROOT + ".host"));
  }

  @Test
  void aStreamPackageThatImportsAKindOfThePlatformIsSeen() {
    JavaClasses guilty = new ClassFileImporter().importClasses(OverTheWall.class);
    for (ArchRule rule : List.of(STREAMS_KNOW_NO_PLATFORM, IMPORTS_LOOK_DOWN)) {
      assertThat(rule.evaluate(guilty).getFailureReport().getDetails())
          .anyMatch(seen -> seen.contains("OverTheWall") && seen.contains("CoreKinds"));
    }
  }

  private static boolean allowed(JavaClass from, JavaClass to) {
    return allowed(packageOf(from), packageOf(to));
  }

  private static boolean allowed(String source, String target) {
    return source.equals(target) || floor(target) < floor(source);
  }

  @Test
  void aDoorMayImportNoOtherDoorAndNoRoomOneAboveOrBesideIt() {
    assertThat(allowed("registry", "streams")).isTrue();
    assertThat(allowed("registry", "apiserver")).isFalse();
    assertThat(allowed("platform.core", "platform.rbac")).isFalse();
    assertThat(allowed("store", "objects")).isFalse();
  }

  /** A room that holds more has several things in it, and each of them deserves a door. */
  @Test
  void noPackageHoldsMoreThanThirtyFiles() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      Map<String, Long> sizes =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .collect(
                  Collectors.groupingBy(
                      file -> SOURCES.relativize(file.getParent()).toString(),
                      Collectors.counting()));
      assertThat(sizes).isNotEmpty();
      assertThat(sizes.entrySet()).filteredOn(room -> room.getValue() > MOST_FILES).isEmpty();
    }
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void doorsReachOthersOnlyThroughTheirClients() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage(ROOT + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT + ".store..",
            ROOT + ".blob..",
            ROOT + ".objects..",
            ROOT + ".imageapi..",
            ROOT + ".streams..",
            ROOT + ".http..")
        .check(CLASSES);
  }

  /** Whoever asks whether something is denied lets pass what cannot be told. */
  @Test
  void onlyAllowedIsAskedFor() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".access..", ROOT + ".platform.rbac.review..")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".registry.Access")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Decision.class)
        .check(CLASSES);
  }

  /** What is read or written elsewhere has other bounds and other quotes. */
  @Test
  void yamlIsSetUpOnce() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".resource")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("tools.jackson.dataformat.yaml..")
        .check(CLASSES);
  }

  /** Kinds that are spelled twice drift apart; only what is no kind of its own stands elsewhere. */
  @Test
  void kindsAreSpelledInOnePlace() {
    ArchRuleDefinition.noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".resource.Kinds")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".platform.core.EmptyRest")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".apiserver.legacy.LegacyResource")
        .should()
        .callMethodWhere(
            new DescribedPredicate<JavaMethodCall>("a kind is made as a constant") {
              @Override
              public boolean test(JavaMethodCall call) {
                return call.getTargetOwner().isEquivalentTo(ResourceKind.class)
                    && MAKE_KINDS.contains(call.getName())
                    && call.getOrigin().getName().equals("<clinit>");
              }
            })
        .check(CLASSES);
  }

  @Test
  void theServerKnowsNoCommandsAndTheDemoNoServer() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage(ROOT + ".server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".cli..", ROOT + ".demo..")
        .check(CLASSES);
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage(ROOT + ".demo..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".server..")
        .check(CLASSES);
  }

  @Test
  void theDomainDoesNoInputOrOutput() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".reference..", ROOT + ".image..", ROOT + ".imagestream..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.file..", "java.sql..", "org.eclipse.jetty..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, java.time.Clock.class, java.io.File.class)
        .check(CLASSES);
  }

  /** They throw where a document holds a larger number than fits, or none. */
  @Test
  void numbersOfDocumentsAreReadWithAnAnswerForThoseThatDoNotFit() {
    ArchRuleDefinition.noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".resource.Json")
        .should()
        .callMethodWhere(
            new DescribedPredicate<JavaMethodCall>("a number is read without a fallback") {
              @Override
              public boolean test(JavaMethodCall call) {
                return call.getTargetOwner().isAssignableTo(JsonNode.class)
                    && UNBOUNDED.contains(call.getName())
                    && call.getTarget().getRawParameterTypes().isEmpty();
              }
            })
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(
            CLASSES.stream()
                .filter(c -> !c.getPackageName().equals(ROOT))
                .filter(c -> !c.getPackage().isAnnotatedWith(NullMarked.class))
                .map(JavaClass::getPackageName)
                .distinct())
        .isEmpty();
  }

  private static String packageOf(JavaClass type) {
    String below = type.getPackageName().substring(ROOT.length());
    if (below.isEmpty()) {
      return "";
    }
    String[] names = below.substring(1).split("\\.", -1);
    return ROOFS.contains(names[0]) && names.length > 1 ? names[0] + "." + names[1] : names[0];
  }

  private static int floor(String name) {
    return requireNonNull(FLOORS.get(name), () -> "package " + name + " stands on no floor");
  }

  private static Map<String, Integer> floors() {
    try {
      Map<String, Integer> floors = new HashMap<>();
      String page = Files.readString(Path.of("ARCHITECTURE.md"));
      int table = page.indexOf("| floor |");
      String rows = page.substring(table, page.indexOf("\n\n", table));
      for (MatchResult row : FLOOR.matcher(rows).results().toList()) {
        for (MatchResult name : NAME.matcher(row.group(2)).results().toList()) {
          floors.put(
              name.group(1).equals("Main") ? "" : name.group(1), Integer.parseInt(row.group(1)));
        }
      }
      return Map.copyOf(floors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
