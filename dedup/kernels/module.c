/* dedup.kernels._kernels: the hot loops of dedup. */
#include "kernels.h"

#define INTERFACE 19  /* counted up with every change of a function's arguments or results */

static int add_type(PyObject *module, const char *name, PyType_Spec *spec)
{
    PyObject *type = PyType_FromModuleAndSpec(module, spec, NULL);
    int failed = !type || PyModule_AddObjectRef(module, name, type);
    Py_XDECREF(type);
    return failed;
}

static int module_exec(PyObject *module)
{
    int failed = add_type(module, "Reader", &reader_spec) || add_type(module, "Literals", &literals_spec)
                 || add_type(module, "Entries", &entries_spec)
                 || PyModule_AddFunctions(module, common_methods)
                 || PyModule_AddFunctions(module, contrast_methods)
                 || PyModule_AddFunctions(module, figures_methods)
                 || PyModule_AddFunctions(module, frequencies_methods)
                 || PyModule_AddFunctions(module, habits_methods)
                 || PyModule_AddFunctions(module, hashing_methods)
                 || PyModule_AddFunctions(module, names_methods)
                 || PyModule_AddFunctions(module, order_methods)
                 || PyModule_AddFunctions(module, outlines_methods)
                 || PyModule_AddFunctions(module, pages_methods)
                 || PyModule_AddFunctions(module, ranking_methods)
                 || PyModule_AddFunctions(module, search_methods)
                 || PyModule_AddFunctions(module, sentences_methods)
                 || PyModule_AddFunctions(module, shapes_methods)
                 || PyModule_AddFunctions(module, sharing_methods)
                 || PyModule_AddFunctions(module, signature_methods)
                 || PyModule_AddFunctions(module, tally_methods)
                 || PyModule_AddFunctions(module, tiling_methods)
                 || PyModule_AddFunctions(module, tokens_methods)
                 || PyModule_AddIntConstant(module, "INTERFACE", INTERFACE);
    return failed ? -1 : 0;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_kernels",
    .m_doc = "Compiled forms of the hot loops.",
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__kernels(void)
{
    return PyModuleDef_Init(&definition);
}
