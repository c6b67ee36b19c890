"""How Sphinx makes the site; `make site` calls it through build.py, which puts all sources together first."""

from importlib import metadata
from pathlib import Path

project = "Reading a Trial"
author = "The authors of Reading a Trial"
release = metadata.version("reading-a-trial")

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "exact_names",
    "plain_attributes",
    "readable_signatures",
]
needs_sphinx = "9.0"

# build.py has run the notebooks, and stops at the first error or warning.
nb_execution_mode = "off"
nb_output_stderr = "error"
# Nothing of ours needs a widget's script, and these would come from another host.
nb_ipywidgets_js = {}
myst_heading_anchors = 3
myst_enable_extensions = ["html_image"]

# In the docstrings, `name` is code, as in Markdown.
default_role = "literal"
autodoc_default_options = {
    "members": True,
    "member-order": "bysource",
    # What a module hands on stands on the page of the module that defines it.
    "ignore-module-all": True,
}
# What a class must have is said once, on the page of its base.
autodoc_inherit_docstrings = False
autodoc_typehints_format = "short"
autodoc_type_aliases = {"ArrayLike": "ArrayLike"}
# None of ours is in a comment, and looking for them takes a tenth of the time.
autodoc_use_type_comments = False
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

html_theme = "furo"
html_title = "Reading a Trial"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["search_said.js"]
# Two arms, each with its interval.
html_favicon = "_static/icon.svg"
html_theme_options = {"top_of_page_buttons": []}
html_copy_source = False
html_show_sphinx = False
# The licences are two, and stand on the first page.
html_show_copyright = False
# The course comes before the code that it is made of.
html_search_scorer = str(Path(__file__).with_name("search_order.js"))
# The search finds more than an index of names.
html_use_index = False
html_domain_indices = False
