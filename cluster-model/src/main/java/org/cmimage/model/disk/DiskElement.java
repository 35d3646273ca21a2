package org.cmimage.model.disk;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.ext.DefaultHandler2;

/** An element of a document, with the line that it begins in. For one thread. */
final class DiskElement {
  private static final int DEEPEST = 20;

  private final String name;
  private final String id;
  private final int line;
  private final StringBuilder text = new StringBuilder();
  private final List<DiskElement> children = new ArrayList<>();

  private DiskElement(String name, String id, int line) {
    this.name = name;
    this.id = id;
    this.line = line;
  }

  /**
   * Parses a document. Nothing that it names is read, and no entity is expanded.
   *
   * @throws SAXParseException with line and reason where it is not well formed, has a document
   *     type, or is nested too deeply
   */
  static DiskElement parse(String document) throws SAXParseException {
    Outline outline = new Outline();
    try {
      SAXParserFactory factory = SAXParserFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
      factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
      SAXParser parser = factory.newSAXParser();
      parser.setProperty("http://xml.org/sax/properties/lexical-handler", outline);
      parser.parse(new InputSource(new StringReader(document)), outline);
    } catch (SAXParseException e) {
      throw e;
    } catch (SAXException | ParserConfigurationException | IOException e) {
      throw new IllegalStateException("cannot parse XML with this Java", e);
    }
    return outline.root();
  }

  /** Makes elements of what a parser reports. */
  private static final class Outline extends DefaultHandler2 {
    private final Deque<DiskElement> open = new ArrayDeque<>();
    private @Nullable Locator locator;
    private @Nullable DiskElement root;

    @Override
    public void setDocumentLocator(Locator where) {
      locator = where;
    }

    /** A document type names files, and defines entities that grow. */
    @Override
    public void startDTD(String name, @Nullable String publicId, @Nullable String systemId)
        throws SAXException {
      throw new SAXParseException("a document type is not expected", locator);
    }

    @Override
    public void startElement(String uri, String local, String name, Attributes attributes)
        throws SAXException {
      String id = attributes.getValue("id");
      int line = locator == null ? 0 : locator.getLineNumber();
      DiskElement element = new DiskElement(name, id == null ? "" : id.strip(), line);
      if (open.size() == DEEPEST) {
        throw new SAXParseException("elements are nested more than " + DEEPEST + " deep", locator);
      }
      if (open.isEmpty()) {
        root = element;
      } else {
        open.element().children.add(element);
      }
      open.push(element);
    }

    @Override
    public void characters(char[] characters, int start, int length) {
      open.element().text.append(characters, start, length);
    }

    @Override
    public void endElement(String uri, String local, String name) {
      open.pop();
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }

    private DiskElement root() {
      if (root == null) {
        throw new IllegalStateException("a document was parsed that has no element");
      }
      return root;
    }
  }

  String name() {
    return name;
  }

  /** Returns the attribute {@code id}; empty without one. */
  String id() {
    return id;
  }

  int line() {
    return line;
  }

  /** Returns its text without the blanks around it. */
  String text() {
    return text.toString().strip();
  }

  /** Returns the children of a name, in whatever case it is written. */
  List<DiskElement> children(String wanted) {
    return children.stream().filter(child -> child.is(wanted)).toList();
  }

  boolean is(String wanted) {
    return name.toLowerCase(Locale.ROOT).equals(wanted.toLowerCase(Locale.ROOT));
  }

  /** Returns it and all elements below it, in the order of the document. */
  Stream<DiskElement> all() {
    return Stream.concat(Stream.of(this), children.stream().flatMap(DiskElement::all));
  }
}
