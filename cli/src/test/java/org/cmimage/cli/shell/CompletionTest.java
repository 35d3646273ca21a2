package org.cmimage.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.shell.command.Completion;
import org.cmimage.cli.shell.command.Failures;
import org.cmimage.cli.shell.command.Interpreter;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.entry.StreamConsole;
import org.cmimage.cli.shell.entry.Vocabulary;
import org.cmimage.cli.shell.language.Typing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {
  /** Where the session is, what is typed, and what is offered. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      ignoreLeadingAndTrailingWhitespace = false,
      nullValues = "nothing",
      value = {
        "home=soft=softwareimage",
        "home=device use n=node001 node002 node003",
        "home=device use m=master",
        "home=category; use default-ubuntu2404-x=default-ubuntu2404-x86_64",
        "home=device use node001; fs=fsexports fsmounts fspart",
        "home=device fsmounts node00=node001 node002 node003",
        "home=nonsense =nothing",
        "softwareimage=set default-image en=enablesol",
        "softwareimage=set default-image enablesol =yes no",
        "softwareimage=set default-image solspeed 9=9600",
        "softwareimage=set default-image kernelversion =6.8.0-51-generic",
        "softwareimage=remove --=--all --data",
        "softwareimage=foreach * ( get kernelv=nothing",
        "softwareimage=ls | gre=nothing",
        "softwareimage=ls > fi=nothing",
        "softwareimage=help validat=validate",
        "category use default-ubuntu2404-x86_64=set softwareimage default-image-=default-image-ubuntu2404-aarch64",
        "category use default-ubuntu2404-x86_64=get bootloaderp=bootloaderprotocol",
        "category use default-ubuntu2404-x86_64=fsmounts use /h=/home",
        "home=color =yes no",
        "home=unalias l=ls",
        "home=time categ=category",
      })
  void offersWhatTheWordCanBecome(String place, String typed, String offered) throws Exception {
    StreamConsole console = new StreamConsole(System.out, System.err, "", false);
    Session session =
        new Session(
            new Session.Environment(
                Clusters.named("nodes"), new NoTrees(), console, "head", false, false));
    Failures failures = new Failures(console, new Invocation("cmsh", List.of()));
    Interpreter interpreter = Vocabulary.interpreter(session, failures, false);
    interpreter.run(place);
    assertThat(new Completion(session, interpreter.commands()).candidates(Typing.of(typed)))
        .isEqualTo(offered == null ? List.of() : Arrays.asList(offered.split(" ")));
    assertThat(session.edits().modified()).isEmpty();
  }
}
